import { type StoreApi, useStore } from 'zustand'
import classes from './Lifecycle.module.css'
import type { LifecycleState } from './lifecycleState.ts'

/** One line on what came of the last thing that was done with a session. It stands until the next. */
export function SaidLine({ state }: { readonly state: StoreApi<LifecycleState> }) {
  const said = useStore(state, (now) => now.said)
  return (
    <span
      className={classes.said}
      role="status"
      data-testid="said"
      data-failure={said?.isFailure === true}
      title={said?.text}
    >
      {said?.text}
    </span>
  )
}
