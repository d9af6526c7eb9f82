// Gives Node 20 the browser's WebSocket, for the examples of the reference pages:  node --import this
import WebSocket from 'ws';

globalThis.WebSocket ??= WebSocket;
