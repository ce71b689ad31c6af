/** What a browser's window or worker has and Node has not. */
const names = [
  ..."document window self navigator location history screen localStorage sessionStorage indexedDB caches customElements".split(" "),
  ..."requestAnimationFrame cancelAnimationFrame requestIdleCallback getComputedStyle matchMedia getSelection alert confirm prompt".split(" "),
  ..."HTMLElement Element SVGElement Node NodeFilter Text Range ShadowRoot DocumentFragment CSSStyleSheet DOMParser XMLSerializer".split(" "),
  ..."UIEvent MouseEvent PointerEvent KeyboardEvent TouchEvent DragEvent ClipboardEvent DataTransfer".split(" "),
  ..."MutationObserver ResizeObserver IntersectionObserver XMLHttpRequest FileReader Image Audio Option IDBKeyRange".split(" "),
  ..."Worker SharedWorker ServiceWorker Notification RTCPeerConnection MediaRecorder MediaStream AudioContext OffscreenCanvas".split(" "),
];

const missing = new RegExp(`\\b(?:${names.join("|")}) is not defined`);

/** Whether an error tells that something is missing which only browsers have. */
export function lacksBrowser(message: string): boolean {
  return missing.test(message);
}
