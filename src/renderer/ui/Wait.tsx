import classes from './Wait.module.css'

/** A time waited, quiet until it is too long. `level` says how it looks. */
export function Wait({ text, level }: { readonly text: string; readonly level: 'calm' | 'warn' | 'alarm' }) {
  return <span className={classes[level]}>{text}</span>
}
