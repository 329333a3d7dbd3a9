/** Does a task that no other tab of this page does under the same name at the same time; where browsers cannot tell, just does it. */
export function withTabLock<T>(name: string, task: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return task()
  return new Promise((resolve, reject) => {
    navigator.locks.request(`rounds ${name}`, () => task().then(resolve, reject)).then(undefined, reject)
  })
}
