import classes from './PresenceDot.module.css'

/** Whether somebody is there, by shape and colour. Says its label to those who do not see it. */
export function PresenceDot({
  status,
  label,
}: {
  readonly status: 'online' | 'away' | 'busy' | 'offline'
  readonly label: string
}) {
  return <span role="img" aria-label={label} title={label} className={`${classes.dot} ${classes[status]}`} />
}
