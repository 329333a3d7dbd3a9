import { X } from 'lucide-react'
import { type RefObject, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { messageTextLimitBytes } from '../../../shared/model/text/messageText.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useConsole, useHue, useThreadItems } from '../../state/ConsoleContext.tsx'
import type { ScreenState } from '../../state/screenState.ts'
import { usePatientName } from '../../state/usePatientName.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import { answeredText } from './answeredText.ts'
import classes from './Composer.module.css'
import { RecipientBanner } from './RecipientBanner.tsx'
import { useComposer } from './useComposer.ts'

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
  const { session, sessionId, thread, visible, replyTo, onReplyDone } = props
  const { t } = useTranslation()
  const hintId = useId()
  const composer = useComposer({ session, sessionId, thread, visible, replyTo, onReplyDone })
  const { area, text, size } = composer
  useFocus(area, props)
  const name = usePatientName(sessionId)
  const label = t(thread === 'care' ? 'composer.labelCare' : 'composer.labelStaff', { name })

  return (
    <form
      className={classes.composer}
      data-thread={thread}
      style={patientStyle(hue)}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault()
        void composer.send()
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
          aria-describedby={hintId}
          aria-invalid={size.kind === 'over'}
          placeholder={t(thread === 'care' ? 'composer.placeholderCare' : 'composer.placeholderStaff')}
          onChange={(event) => composer.onChange(event.target.value)}
          onKeyDown={composer.onKeyDown}
          onFocus={() => props.onFocusChange(true)}
          onBlur={() => {
            props.onFocusChange(false)
            composer.onLeave()
          }}
        />
      ) : (
        <p className={classes.closed}>
          {t('composer.closed')}
          {hasVisibleText(text) && <span className={classes.kept}>{t('composer.draftKept', { text })}</span>}
        </p>
      )}
      <Problem text={composer.notSent?.message ?? (size.kind === 'over' ? t('composer.tooLong') : null)} />
      <Problem text={composer.notKept && t('composer.notKept', { reason: composer.notKept.message })} />
      <Tools {...props} hintId={hintId} name={name} composer={composer} />
    </form>
  )
}

/** Puts the focus into the text when the form begins with it, and when a message is to be answered. */
function useFocus(area: RefObject<HTMLTextAreaElement | null>, { takesFocus, replyTo }: ComposerFormProps): void {
  const begins = useRef(takesFocus)
  useEffect(() => {
    // A restored draft is gone on with, not begun before.
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length)
    if (begins.current()) area.current?.focus({ preventScroll: true })
  }, [area])
  useEffect(() => {
    if (replyTo !== null) area.current?.focus()
  }, [area, replyTo])
}

function Problem({ text }: { readonly text: string | null }) {
  if (text === null) return null
  return (
    <p className={classes.problem} role="alert">
      {text}
    </p>
  )
}

interface ToolsProps extends Pick<ComposerFormProps, 'session' | 'thread'> {
  readonly hintId: string
  readonly name: string
  readonly composer: Pick<ReturnType<typeof useComposer>, 'size' | 'isStray' | 'maySend'>
}

/** The line below the text: how to send, how long the text is, and the button. */
function Tools({ session, thread, hintId, name, composer: { size, isStray, maySend } }: ToolsProps) {
  const { t } = useTranslation()
  const hint = useConsole(hintOf)
  return (
    <div className={classes.tools}>
      <span id={hintId}>
        {session.active && (isStray ? t('composer.enterAgain', { name }) : t(`composer.${hint}`))}
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
