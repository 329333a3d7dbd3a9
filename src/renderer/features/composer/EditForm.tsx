import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useHue, useRelayNow, useSession } from '../../state/ConsoleContext.tsx'
import type { EditedMessage } from '../../state/editing.ts'
import { shortInstantText } from '../../ui/instantText.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './Composer.module.css'
import { MessageArea } from './MessageArea.tsx'
import { RecipientBanner } from './RecipientBanner.tsx'
import { judgeSize } from './sendRules.ts'

interface EditFormProps {
  readonly message: EditedMessage
  readonly visible: boolean
  /** The edit is on the disk, or given up. */
  readonly onDone: () => void
}

/** The text of an own message in the place of the composer, whose draft waits behind it. Enter saves, Escape leaves all as it was. */
export function EditForm({ message, visible, onDone }: EditFormProps) {
  const { t, i18n } = useTranslation()
  const { edit } = useActions()
  const relayNow = useRelayNow()
  const session = useSession(message.sessionId)
  const hue = useHue(message.sessionId)
  const area = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(message.text)
  const [problem, setProblem] = useState<string | null>(null)
  const time = shortInstantText(message.at, relayNow(), i18n.language)
  const size = judgeSize(text)
  const maySave = (size.kind === 'fits' || size.kind === 'near') && text !== message.text

  useEffect(() => {
    const end = area.current?.value.length ?? 0
    area.current?.setSelectionRange(end, end)
  }, [])

  const save = async () => {
    if (text === message.text) return onDone()
    if (!maySave) return
    const result = await edit(message, text)
    if (result.ok) onDone()
    else setProblem(result.failure.message)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      onDone()
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      if (!event.repeat) void save()
    }
  }

  if (!visible || !session) return null
  return (
    <form
      className={classes.composer}
      data-thread={message.thread}
      style={patientStyle(hue)}
      aria-label={t('message.editing.banner', { time })}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <RecipientBanner session={session} thread={message.thread} />
      <p className={classes.editing} role="status">
        {t('message.editing.banner', { time })}
      </p>
      <MessageArea
        area={area}
        text={text}
        endsAt={size.kind === 'over' ? size.endsAt : null}
        data-composer
        aria-label={t('message.editing.label', { time })}
        aria-invalid={size.kind === 'over'}
        onChange={(event) => {
          setProblem(null)
          setText(event.target.value)
        }}
        onKeyDown={onKeyDown}
      />
      {(problem !== null || size.kind === 'over') && (
        <p className={classes.problem} role="alert">
          {problem ?? t('composer.tooLong')}
        </p>
      )}
      <EditTools maySave={maySave} onCancel={onDone} />
    </form>
  )
}

interface EditToolsProps {
  readonly maySave: boolean
  readonly onCancel: () => void
}

function EditTools({ maySave, onCancel }: EditToolsProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.tools}>
      <span className={classes.truth}>{t('message.editing.hint')}</span>
      <button type="button" className={classes.mend} onClick={onCancel}>
        {t('message.editing.cancel')}
      </button>
      <button type="submit" className={classes.send} disabled={!maySave}>
        {t('message.editing.save')}
      </button>
    </div>
  )
}
