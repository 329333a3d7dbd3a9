import classes from './PresenceDot.module.css'

/**
 * Returns whether somebody is there, by shape and colour. Says its label to those who do not see it; none where a text beside it
 * does.
 */
export function PresenceDot({
  status,
  label,
}: {
  readonly status: 'online' | 'away' | 'busy' | 'in_call' | 'offline'
  readonly label: string
}) {
  const shape = `${classes.dot} ${classes[status]}`
  if (label === '') return <span aria-hidden="true" className={shape} />
  return <span role="img" aria-label={label} title={label} className={shape} />
}
