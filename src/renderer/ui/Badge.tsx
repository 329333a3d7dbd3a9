import classes from './Badge.module.css'

interface BadgeProps {
  readonly count: number
  readonly label: string
  /** A sign before the count of what is of another kind: its pill is outlined. */
  readonly mark?: string
}

/** A count in a pill, with what it counts for those who do not see it. */
export function Badge({ count, label, mark }: BadgeProps) {
  return (
    <span
      className={mark === undefined ? classes.badge : `${classes.badge} ${classes.outlined}`}
      title={label}
      data-badge
    >
      <span aria-hidden="true">
        {mark}
        {count > 99 ? '99+' : count}
      </span>
      <span className={classes.hidden}>{label}</span>
    </span>
  )
}
