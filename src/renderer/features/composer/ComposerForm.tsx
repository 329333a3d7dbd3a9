import { X } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useId, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useHue, useKnowledge, useThreadEnd, useThreadItems } from '../../state/ConsoleContext.tsx'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { useWriting } from '../../state/writing.ts'
import { patientStyle } from '../../ui/patientColour.ts'
import { answeredText } from './answeredText.ts'
import classes from './Composer.module.css'
import { HeldLine } from './HeldLine.tsx'
import { goToTextEnd, MessageArea } from './MessageArea.tsx'
import { RecipientBanner } from './RecipientBanner.tsx'
import { TruthLine } from './TruthLine.tsx'
import { useComposer } from './useComposer.ts'

export interface ComposerProps {
  readonly sessionId: SessionId
  readonly thread: Thread
  /** Whether this composer is on the screen; a text is saved when it leaves it. */
  readonly visible?: boolean
  /** The message that is answered, if any. */
  readonly replyTo?: EntryId | null
  /** Pages through what was said, back (-1) or on (1). */
  readonly onPage: (by: 1 | -1) => void
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
  const { session, sessionId, thread, visible, replyTo, onReplyDone, onPage } = props
  const { t } = useTranslation()
  const hintId = useId()
  const composer = useComposer({ session, sessionId, thread, visible, replyTo, onReplyDone, onPage })
  const { area, text, size } = composer
  const noteCaret = useFocus(area, props)
  const name = usePatientName(sessionId)
  // Out of sight it has no elements, and goes on holding the text, and what became of it.
  if (!visible) return null
  const writable = thread === 'care' ? 'composer.labelCare' : 'composer.labelStaff'
  const label = t(session.active ? writable : 'composer.labelClosed', { name })

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
      <HeldLine
        sessionId={sessionId}
        doubts={composer.doubts}
        onLook={() => {
          composer.look()
          area.current?.focus()
        }}
        onSend={() => {
          composer.sendHeld()
          area.current?.focus()
        }}
      />
      <RecipientBanner session={session} thread={thread} />
      {replyTo !== null && (
        <ReplyChip session={session} thread={thread} replyTo={replyTo} onCancel={() => onReplyDone?.()} />
      )}
      {session.active ? (
        <MessageArea
          area={area}
          text={text}
          endsAt={size.kind === 'over' ? size.endsAt : null}
          data-composer
          readOnly={composer.isHeld}
          aria-label={label}
          aria-describedby={hintId}
          aria-invalid={size.kind === 'over'}
          placeholder={t(thread === 'care' ? 'composer.placeholderCare' : 'composer.placeholderStaff')}
          onChange={(event) => composer.onChange(event.target.value)}
          onKeyDown={composer.onKeyDown}
          onSelect={noteCaret}
          onPaste={(event) => composer.onPaste(event.clipboardData.getData('text/plain'))}
          onFocus={() => {
            props.onFocusChange(true)
            composer.onArrive()
          }}
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

/**
 * Puts the focus into the text when the form begins with it, and when a message is to be answered. Returns what remembers where the
 * text is written on, for when it comes into sight again.
 */
function useFocus(
  area: RefObject<HTMLTextAreaElement | null>,
  { takesFocus, replyTo, visible }: ComposerFormProps,
): () => void {
  const begins = useRef(takesFocus)
  const caret = useRef<readonly [number, number] | null>(null)
  useLayoutEffect(() => {
    if (!visible || !area.current) return
    // A restored draft is gone on with, not begun before.
    const end = area.current.value.length
    area.current.setSelectionRange(...(caret.current ?? [end, end]))
  }, [area, visible])
  useEffect(() => {
    if (begins.current()) area.current?.focus({ preventScroll: true })
  }, [area])
  useEffect(() => {
    if (replyTo !== null) area.current?.focus()
  }, [area, replyTo])
  return useCallback(() => {
    if (area.current) caret.current = [area.current.selectionStart, area.current.selectionEnd]
  }, [area])
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
  readonly composer: Pick<
    ReturnType<typeof useComposer>,
    'area' | 'size' | 'isStray' | 'isBlank' | 'maySend' | 'report'
  >
}

/** The line below the text: how to send or why that goes no further now, how long the text is, and the button. */
function Tools({ session, thread, hintId, name, composer }: ToolsProps) {
  const { t } = useTranslation()
  const { size, maySend } = composer
  const remark = useRemark(composer)
  const { keys } = useWriting()
  if (!session.active) return null
  return (
    <div className={classes.tools}>
      <TruthLine id={hintId} remark={remark === null ? '' : t(`composer.${remark}`, { name, key: keys.nextOwed })} />
      {size.kind === 'near' && <span className={classes.size}>{t('composer.left', { count: size.left })}</span>}
      {size.kind === 'over' && (
        <button
          type="button"
          className={classes.excess}
          title={t('composer.goToExcess')}
          onClick={() => goToTextEnd(composer.area.current, size.endsAt)}
        >
          {t('composer.excess', { count: size.excess })}
        </button>
      )}
      <button type="submit" className={classes.send} disabled={!maySend}>
        {t(thread === 'care' ? 'composer.send' : 'composer.addNote')}
      </button>
    </div>
  )
}

/** Returns what this text needs said before all else: why Enter did not send it, or why the key to the next leads nowhere. */
function useRemark({ size, isStray, isBlank, report }: ToolsProps['composer']) {
  const knowledge = useKnowledge()
  if (size.kind === 'over') return 'sendsNothing'
  if (isBlank) return 'nothingToSend'
  if (isStray) return 'enterAgain'
  return report === 'nobodyElse' && knowledge !== 'current' ? 'nobodyElseKnown' : report
}

interface ReplyChipProps {
  readonly session: SessionSummary
  readonly thread: ComposerProps['thread']
  readonly replyTo: EntryId
  readonly onCancel: () => void
}

function ReplyChip({ session, thread, replyTo, onCancel }: ReplyChipProps) {
  const { t } = useTranslation()
  const shown = useThreadItems(session.id, thread)
  const end = useThreadEnd(session.id, thread)
  const { participants } = session
  const text =
    answeredText(shown, participants, replyTo, t) ?? (end && answeredText(end, participants, replyTo, t)) ?? null
  return (
    <div className={classes.replyChip}>
      <span dir="auto">{text ?? t('composer.replyToEarlier')}</span>
      <button type="button" aria-label={t('composer.cancelReply')} title={t('composer.cancelReply')} onClick={onCancel}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  )
}
