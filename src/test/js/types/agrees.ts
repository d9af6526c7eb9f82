// The declarations against the code: what one of them has and the other has not is an error here.
import type * as declared from '../../../main/webapp/client/latchkey.d.ts';
import * as code from '../../../main/webapp/client/latchkey.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

export const createClient: typeof declared.createClient = code.createClient;
export const exportsAreDeclared: Same<keyof typeof code, keyof typeof declared> = true;
