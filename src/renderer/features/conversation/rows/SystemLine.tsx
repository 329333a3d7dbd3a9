import { useTranslation } from 'react-i18next'
import type { Entry } from '../../../../shared/model/entry.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import classes from '../Conversation.module.css'
import type { SystemRow } from './systemRuns.ts'
import { timeText, timeTextBeside } from './timeText.ts'
import { useRoleText } from './useRoleText.ts'

interface SystemLineProps {
  readonly row: SystemRow
  readonly folded: boolean
  readonly onFold: (row: SystemRow) => void
  readonly onCurrent: (key: string) => void
}

/** A line for each entry of what happened in the session. Several next to each other are one line, the newest, until they are asked for. */
export function SystemLine({ row, folded, onFold, onCurrent }: SystemLineProps) {
  const { t } = useTranslation()
  const { entries } = row
  const textOf = useSystemText(entries[0].sessionId)
  const [first, ...rest] = entries
  if (rest.length === 0)
    return (
      <div className={classes.system} data-testid="system-line">
        {textOf(first)}
      </div>
    )
  const shown = textOf(folded ? (rest.at(-1) ?? first) : first)
  return (
    <div className={classes.system} data-testid="system-line">
      <button
        type="button"
        className={classes.unfold}
        aria-expanded={!folded}
        title={folded ? shown : undefined}
        onClick={() => onFold(row)}
        onFocus={() => onCurrent(row.key)}
      >
        <span>{shown}</span>
        <span>{folded ? t('conversation.more', { count: rest.length }) : t('conversation.fewer')}</span>
      </button>
      {!folded && rest.map((entry) => <div key={entry.id}>{textOf(entry)}</div>)}
    </div>
  )
}

/** Returns how to say what an entry of the system says. */
function useSystemText(sessionId: SessionId): (entry: Entry) => string {
  const { t, i18n } = useTranslation()
  const roleText = useRoleText(sessionId)
  return (entry) => {
    const { body } = entry
    if (body.kind !== 'membership' && body.kind !== 'state') return ''
    const time = timeText(entry.at, i18n.language)
    if (body.kind === 'membership')
      return t(`conversation.${body.change}`, { name: body.name, role: roleText(body), time })
    const until = body.until === undefined ? '' : timeTextBeside(body.until, entry.at, i18n.language)
    const change = t(`conversation.${body.change}`, { name: entry.senderName, to: body.to?.name ?? '', until, time })
    return body.reason ? change + t('conversation.reason', { reason: body.reason }) : change
  }
}
