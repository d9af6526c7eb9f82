// Latchkey's client: live rooms whose state changes only on the server.
export { createClient } from './client.js';
