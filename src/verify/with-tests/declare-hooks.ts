/** `Reflect.apply` instead of `call`, since the program may have its own. */
const method =
  "method(i,r,n,f){if(f&1&&(r===null||r===void 0))return;const m=r[n];if(f&2&&(m===null||m===void 0))return;" +
  'return typeof m==="function"?(...a)=>Reflect.apply(m,r,a):m}';

/** Hooks that do nothing, as source text: what `Hooks` has, but for what only exposed modules call. */
const idle =
  `{loop:(i,x)=>x,asyncLoop:(i,x)=>x,iterator:(i,x)=>x,next:(i,t,r)=>r,closed(){},${method},` +
  "enter:()=>({over:(o)=>o,step(){},visit:(x)=>x,leave(){}}),event(){},value:(i,r,v)=>v,args:()=>[],seq:(a,b)=>b,pass:(v,b)=>b(v)}";

/**
 * Where the instrumented files of a test suite get their hooks: once, since these stay the same. Where there are none, such as in a context that a
 * test has made, the file does as it always did.
 */
export function declareHooks(name: string): string {
  return `var ${name}_h;function ${name}(){return ${name}_h??=globalThis[Symbol.for("rangeguard.verify")]??${idle}}`;
}
