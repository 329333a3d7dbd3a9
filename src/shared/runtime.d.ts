/* What every runtime of ours has and the language's own library does not declare. */
declare class TextEncoder {
  encode(input?: string): Uint8Array
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number }
}
declare class URL {
  constructor(url: string, base?: string)
  readonly href: string
  readonly origin: string
  readonly pathname: string
}
declare function setTimeout(task: () => void, delayMs: number): number
declare function clearTimeout(timer: number): void
declare const performance: { readonly now: () => number }
