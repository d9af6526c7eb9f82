/** internal.d.ts tells what they mean. @type {import('./internal.d.ts').Define} */
export const define = (_, methods) => (fields) => Object.assign(Object.create(methods), fields);
