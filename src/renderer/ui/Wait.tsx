import classes from './Wait.module.css'

/** A time waited, quiet until it is too long; pale while nobody knows whether it goes on. `level` says how it looks. */
export function Wait({
  text,
  level,
}: {
  readonly text: string
  readonly level: 'calm' | 'warn' | 'alarm' | 'unknown'
}) {
  return (
    <span className={classes[level]} data-level={level}>
      {text}
    </span>
  )
}
