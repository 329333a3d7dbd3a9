/** Tasks that wait until something is nearly in view. */
export interface NearTasks {
  /** Does this once the element is in view, or less than a window away from it. */
  readonly whenNear: (target: Element, task: () => void) => void
  /** Drops the tasks of what is in this element. */
  readonly forget: (within: Element) => void
}

export function createNearTasks(scroller: Element): NearTasks {
  const tasks = new Map<Element, () => void>()
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (!isIntersecting) continue
        observer.unobserve(target)
        tasks.get(target)?.()
        tasks.delete(target)
      }
    },
    { root: scroller, rootMargin: '100%' },
  )
  return {
    whenNear: (target, task) => {
      tasks.set(target, task)
      observer.observe(target)
    },
    forget: (within) => {
      for (const target of tasks.keys()) {
        if (!within.contains(target)) continue
        observer.unobserve(target)
        tasks.delete(target)
      }
    },
  }
}
