/** Runs tasks of one id one after the other, in the order in which they came; those of other ids do not wait for them. */
export type SerializeById<Id> = <T>(id: Id, task: () => Promise<T>) => Promise<T>

/** See `SerializeById`. Keeps nothing of an id whose tasks have ended. */
export function createSerializeById<Id>(): SerializeById<Id> {
  const last = new Map<Id, Promise<unknown>>()
  return (id, task) => {
    const result = (last.get(id) ?? Promise.resolve()).then(task)
    const settled: Promise<unknown> = result.then(forget, forget)
    function forget(): void {
      if (last.get(id) === settled) last.delete(id)
    }
    last.set(id, settled)
    return result
  }
}
