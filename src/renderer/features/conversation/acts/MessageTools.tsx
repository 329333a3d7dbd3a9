import { Eraser, History, Pencil, Reply, SmilePlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MessageAct } from '../../../../shared/model/actions/messageKeys.ts'
import classes from './MessageTools.module.css'

const icons = { reply: Reply, react: SmilePlus, edit: Pencil, redact: Eraser, history: History } as const

interface MessageToolsProps {
  readonly acts: readonly MessageAct[]
  readonly senderName: string
  readonly tabIndex: number
  readonly onAct: (act: MessageAct) => void
}

/** Buttons of a message, seen while the pointer or the keyboard is at it. Their place is kept. */
export function MessageTools({ acts, senderName, tabIndex, onAct }: MessageToolsProps) {
  const { t } = useTranslation()
  if (acts.length === 0) return null
  return (
    <fieldset className={classes.tools} aria-label={t('message.tools')}>
      {acts.map((act) => {
        const Icon = icons[act]
        return (
          <button
            key={act}
            type="button"
            className={classes.tool}
            data-act={act}
            tabIndex={tabIndex}
            title={t(`message.tool.${act}`)}
            aria-label={act === 'reply' ? t('conversation.replyTo', { name: senderName }) : t(`message.tool.${act}`)}
            onClick={() => onAct(act)}
          >
            <Icon size={14} aria-hidden="true" />
          </button>
        )
      })}
    </fieldset>
  )
}
