import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { messageTextLimitBytes } from '../../../shared/model/text/messageText.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { useConsole, useHue, useThreadItems } from '../../state/ConsoleContext.tsx'
import type { ScreenState } from '../../state/screenState.ts'
import { usePatientName } from '../../state/usePatientName.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import { answeredText } from './answeredText.ts'
import classes from './Composer.module.css'
import { RecipientBanner } from './RecipientBanner.tsx'
import { judgeSize, mayEnterSend, textGivenBack } from './sendRules.ts'
import { useDraft } from './useDraft.ts'
import { useSending } from './useSending.ts'
import { useTypingNotice } from './useTypingNotice.ts'

export interface ComposerProps {
  readonly sessionId: SessionId
  readonly thread: Thread
  /** Whether this composer is on the screen; a text is saved when it leaves it. */
  readonly visible?: boolean
  /** The message that is answered, if any. */
  readonly replyTo?: EntryId | null
  /** The answer was sent, or is to be an ordinary message after all. */
  readonly onReplyDone?: () => void
}

interface ComposerFormProps extends ComposerProps {
  readonly session: SessionSummary
  readonly visible: boolean
  readonly replyTo: EntryId | null
  /** Returns whether the form begins with the focus. */
  readonly takesFocus: () => boolean
  readonly onFocusChange: (focused: boolean) => void
}

/** The form of one thread: whom it goes to, the text, what is wrong with it. Lives as long as the thread is the same. */
export function ComposerForm(props: ComposerFormProps) {
  const hue = useHue(props.sessionId)
  const { session, sessionId, thread, visible, replyTo, takesFocus, onFocusChange, onReplyDone } = props
  const { t } = useTranslation()
  const ids = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const {
    text,
    setText,
    flush,
    take,
    released,
    failure: notKept,
  } = useDraft(sessionId, thread, session.drafts[thread], visible)
  const typing = useTypingNotice(sessionId, thread)
  const sending = useSending(sessionId, thread)
  const [stray, setStray] = useState(false)
  const shown = useRef({ atMs: 0, typed: false })
  const latestText = useRef(text)
  latestText.current = text

  useEffect(() => {
    if (visible) shown.current = { atMs: systemClock.now(), typed: false }
    setStray(false)
  }, [visible])

  const begins = useRef(takesFocus)
  useEffect(() => {
    // A restored draft is gone on with, not begun before.
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length)
    if (begins.current()) area.current?.focus({ preventScroll: true })
  }, [])

  useEffect(() => {
    if (replyTo !== null) area.current?.focus()
  }, [replyTo])

  const size = judgeSize(text)
  const maySend = session.active && (size.kind === 'fits' || size.kind === 'near')

  const send = async () => {
    // What stands there at this key, which may not have been drawn yet.
    const sent = area.current?.value ?? text
    const { kind } = judgeSize(sent)
    if (!session.active || (kind !== 'fits' && kind !== 'near')) return
    typing.stop()
    const draft = take()
    latestText.current = ''
    onReplyDone?.()
    if (await sending.send(sent, replyTo, draft)) return released(draft)
    latestText.current = textGivenBack(sent, latestText.current)
    setText(latestText.current)
    flush()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && replyTo !== null) {
      event.stopPropagation()
      onReplyDone?.()
      return
    }
    // 229: a key that an input method still works on, in browsers that do not say so otherwise.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    if (event.repeat) return
    if (!mayEnterSend(shown.current.atMs, shown.current.typed, systemClock.now())) {
      setStray(size.kind !== 'empty')
      return
    }
    void send()
  }

  const problem = sending.failure?.message ?? (size.kind === 'over' ? t('composer.tooLong') : null)
  const name = usePatientName(sessionId)
  const hint = useConsole(hintOf)
  const label = t(thread === 'care' ? 'composer.labelCare' : 'composer.labelStaff', { name })

  return (
    <form
      className={classes.composer}
      data-thread={thread}
      style={patientStyle(hue)}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
        area.current?.focus()
      }}
    >
      <RecipientBanner session={session} thread={thread} />
      {replyTo !== null && (
        <ReplyChip session={session} thread={thread} replyTo={replyTo} onCancel={() => onReplyDone?.()} />
      )}
      {session.active ? (
        <textarea
          ref={area}
          className={classes.area}
          rows={2}
          dir="auto"
          value={text}
          aria-label={label}
          aria-describedby={`${ids}-hint`}
          aria-invalid={size.kind === 'over'}
          placeholder={t(thread === 'care' ? 'composer.placeholderCare' : 'composer.placeholderStaff')}
          onChange={(event) => {
            shown.current.typed = true
            setStray(false)
            sending.forget()
            setText(event.target.value)
            if (!hasVisibleText(event.target.value)) typing.stop()
            else typing.typed()
          }}
          onKeyDown={onKeyDown}
          onFocus={() => onFocusChange(true)}
          onBlur={() => {
            onFocusChange(false)
            flush()
            typing.stop()
          }}
        />
      ) : (
        <p className={classes.closed}>
          {t('composer.closed')}
          {hasVisibleText(text) && <span className={classes.kept}>{t('composer.draftKept', { text })}</span>}
        </p>
      )}
      {problem !== null && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      {notKept !== null && (
        <p className={classes.problem} role="alert">
          {t('composer.notKept', { reason: notKept.message })}
        </p>
      )}
      <div className={classes.tools}>
        <span id={`${ids}-hint`}>
          {session.active && (stray ? t('composer.enterAgain', { name }) : t(`composer.${hint}`))}
        </span>
        {(size.kind === 'near' || size.kind === 'over') && (
          <span className={classes.size} data-over={size.kind === 'over'}>
            {t('composer.size', { bytes: size.bytes, limit: messageTextLimitBytes })}
          </span>
        )}
        {session.active && (
          <button type="submit" className={classes.send} disabled={!maySend}>
            {t(thread === 'care' ? 'composer.send' : 'composer.addNote')}
          </button>
        )}
      </div>
    </form>
  )
}

/** Returns the hint below the text: how to send, or why sending does not reach the relay now. */
function hintOf({ lostAt, link }: ScreenState): 'stopped' | 'offline' | 'hint' {
  if (lostAt !== null) return 'stopped'
  return link.mode === 'offline' || link.mode === 'connecting' || link.mode === 'silent' ? 'offline' : 'hint'
}

interface ReplyChipProps {
  readonly session: SessionSummary
  readonly thread: ComposerProps['thread']
  readonly replyTo: EntryId
  readonly onCancel: () => void
}

function ReplyChip({ session, thread, replyTo, onCancel }: ReplyChipProps) {
  const { t } = useTranslation()
  const { entries } = useThreadItems(session.id, thread)
  const text = answeredText(entries, replyTo, t)
  return (
    <div className={classes.replyChip}>
      <span dir="auto">{text ?? t('composer.replyToEarlier')}</span>
      <button type="button" aria-label={t('composer.cancelReply')} title={t('composer.cancelReply')} onClick={onCancel}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  )
}
