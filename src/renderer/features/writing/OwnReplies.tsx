import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClinicReply, OwnReply } from '../../../shared/model/replies/quickReply.ts'
import { useActions, useConsole } from '../../state/ConsoleContext.tsx'
import { ConfirmButton } from '../../ui/ConfirmButton.tsx'
import { instantText } from '../../ui/instantText.ts'
import { ReplyForm } from './ReplyForm.tsx'
import classes from './WritingDialog.module.css'

interface OwnRepliesProps {
  /** A reply is being written, or is not any more. */
  readonly onEditing: (isEditing: boolean) => void
}

/** The person's own quick replies, to add, change and remove, and those of the clinic, to read. */
export function OwnReplies({ onEditing }: OwnRepliesProps) {
  const { t } = useTranslation()
  const own = useConsole(({ replies }) => replies)
  const ofClinic = useConsole(({ clinic }) => clinic.replies)
  /** The reply that is written: as it was read, or null for a new one. */
  const [edited, setEdited] = useState<{ readonly reply: OwnReply | null } | null>(null)
  const add = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    if (!edited && wasEditing.current) add.current?.focus()
    wasEditing.current = edited !== null
  }, [edited])
  const edit = (next: typeof edited) => {
    setEdited(next)
    onEditing(next !== null)
  }
  if (edited) return <ReplyForm reply={edited.reply} onDone={() => edit(null)} />
  return (
    <>
      <section className={classes.part}>
        <h3 className={classes.heading}>{t('writing.own')}</h3>
        <button ref={add} type="button" className={classes.add} onClick={() => edit({ reply: null })}>
          {t('writing.add')}
        </button>
        {own.length === 0 && <p className={classes.hint}>{t('writing.noOwn')}</p>}
        <ul className={classes.list} aria-label={t('writing.own')}>
          {own.map((reply) => (
            <OwnReplyRow key={reply.id} reply={reply} onEdit={() => edit({ reply })} />
          ))}
        </ul>
      </section>
      {ofClinic.length > 0 && (
        <section className={classes.part}>
          <h3 className={classes.heading}>{t('writing.clinic')}</h3>
          <ul className={classes.list} aria-label={t('writing.clinic')}>
            {ofClinic.map((reply) => (
              <ClinicReplyRow key={reply.id} reply={reply} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function OwnReplyRow({ reply, onEdit }: { readonly reply: OwnReply; readonly onEdit: () => void }) {
  const { t } = useTranslation()
  const { removeReply } = useActions()
  const [problem, setProblem] = useState('')
  const remove = async () => {
    const result = await removeReply({ id: reply.id, version: reply.version })
    setProblem(result.ok ? '' : result.failure.message)
  }
  return (
    <li className={classes.reply}>
      <button
        type="button"
        className={classes.words}
        aria-label={t('writing.change', { name: reply.name })}
        onClick={onEdit}
      >
        <b dir="auto">{reply.name}</b>
        <span dir="auto">{reply.text}</span>
      </button>
      <span className={classes.acts}>
        <ConfirmButton
          label={t('writing.remove')}
          question={t('writing.removeQuestion')}
          confirmLabel={t('writing.remove')}
          cancelLabel={t('writing.keep')}
          onConfirm={() => void remove()}
        />
      </span>
      {problem !== '' && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </li>
  )
}

function ClinicReplyRow({ reply }: { readonly reply: ClinicReply }) {
  const { t, i18n } = useTranslation()
  return (
    <li className={classes.reply}>
      <span className={classes.words}>
        <b dir="auto">{reply.name}</b>
        <span dir="auto">{reply.text}</span>
      </span>
      <small>
        {t('writing.version', {
          ...{ version: reply.version, by: reply.changedBy },
          time: instantText(reply.changedAt, i18n.language),
        })}
      </small>
    </li>
  )
}
