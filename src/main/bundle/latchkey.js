// The WAR's client/latchkey.js starts here. Closure Compiler bundles modules but drops their exports: pom.xml wraps what
// it makes of this one into `let createClient; ... export { createClient }`.
import * as client from '../webapp/client/latchkey.js';

createClient = client.createClient;
