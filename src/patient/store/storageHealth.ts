/** State of the browser's storage: whether it can store what it is given. */
export interface StorageHealth {
  readonly isFailing: () => boolean
  readonly report: (isFailing: boolean) => void
  /** `changed` is called after each change from then on. */
  readonly watch: (changed: () => void) => void
}

export function createStorageHealth(): StorageHealth {
  let isFailing = false
  let watching: () => void = () => undefined
  return {
    isFailing: () => isFailing,
    report: (next) => {
      if (next === isFailing) return
      isFailing = next
      watching()
    },
    watch: (changed) => {
      watching = changed
    },
  }
}
