import classes from './Badge.module.css'

/** A count in a pill, with what it counts for those who do not see it. */
export function Badge({ count, label }: { readonly count: number; readonly label: string }) {
  return (
    <span className={classes.badge} title={label}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className={classes.hidden}>{label}</span>
    </span>
  )
}
