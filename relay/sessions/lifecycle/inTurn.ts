/** Runs what concerns one thing, by its id, after everything of it that was begun here before; other things do not wait for it. */
export type InTurn<Id> = <T>(id: Id, task: () => Promise<T>) => Promise<T>

export function createInTurn<Id>(): InTurn<Id> {
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
