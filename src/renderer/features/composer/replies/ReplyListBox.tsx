import { useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { openBlanks } from '../../../../shared/model/replies/openBlanks.ts'
import { useConsole } from '../../../state/ConsoleContext.tsx'
import { useWriting } from '../../../state/writing.ts'
import classes from './ReplyListBox.module.css'
import type { ReplyList } from './useReplyList.ts'

interface ReplyListBoxProps {
  readonly id: string
  readonly list: ReplyList
}

/** The quick replies that are found, above the text in which they are looked for; the keys are the text's. */
export function ReplyListBox({ id, list: { found, chosen, choose } }: ReplyListBoxProps) {
  const { t } = useTranslation()
  const { keys } = useWriting()
  const hasAny = useConsole(({ replies, clinic }) => replies.length + clinic.replies.length > 0)
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    box.current?.querySelector(`[aria-selected="true"]`)?.scrollIntoView({ block: 'nearest' })
  })
  return (
    <section className={classes.panel} aria-label={t('composer.replies.title')}>
      {/* One cannot stand in the list itself: it is no choice. */}
      <p className={classes.count} role="status">
        {found.length > 0
          ? t('composer.replies.found', { count: found.length })
          : t(hasAny ? 'composer.replies.nothingFound' : 'composer.replies.none', { key: keys.writing })}
      </p>
      <div ref={box} id={id} className={classes.box} role="listbox" aria-label={t('composer.replies.title')}>
        {found.map((reply, at) => (
          <div
            key={reply.key}
            id={`${id}-${at}`}
            className={classes.reply}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            // The focus stays in the text.
            onMouseDown={(event) => event.preventDefault()}
            onMouseUp={() => choose(reply)}
          >
            <b dir="auto">{reply.name}</b>
            <span className={classes.text} dir="auto">
              <TextWithBlanks text={reply.text} />
            </span>
            <small>
              {reply.origin === 'own'
                ? t('composer.replies.own')
                : t('composer.replies.clinic', { version: reply.version })}
            </small>
          </div>
        ))}
      </div>
    </section>
  )
}

/** A text whose blanks are marked. */
function TextWithBlanks({ text }: { readonly text: string }) {
  const blanks = openBlanks(text)
  const rest = text.slice(blanks.at(-1)?.to ?? 0)
  return (
    <>
      {blanks.map(({ name, from }, at) => (
        <span key={from}>
          {text.slice(blanks[at - 1]?.to ?? 0, from)}
          <mark>{name}</mark>
        </span>
      ))}
      {rest}
    </>
  )
}
