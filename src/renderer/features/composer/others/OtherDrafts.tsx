import { useTranslation } from 'react-i18next'
import type { OtherDraft } from '../../../../shared/model/draft.ts'
import { useTicking } from '../../../state/ConsoleContext.tsx'
import { shortInstantText } from '../../../ui/instantText.ts'
import classes from './OtherDrafts.module.css'
import type { Others } from './useOthers.ts'

interface OtherDraftsProps {
  readonly others: Others
  /** Something was done with one: the focus goes back to the text. */
  readonly onDone: () => void
}

/** Texts that were begun for the same thread at another workstation, each to be added to the one here, or removed. */
export function OtherDrafts({ others, onDone }: OtherDraftsProps) {
  const { t } = useTranslation()
  if (others.offered.length === 0) return null
  return (
    <ul className={classes.others} aria-label={t('composer.other.title')}>
      {others.offered.map((other) => (
        <Other key={other.id} {...{ other, others, onDone }} />
      ))}
    </ul>
  )
}

function Other({ other, others, onDone }: OtherDraftsProps & { readonly other: OtherDraft }) {
  const { t, i18n } = useTranslation()
  const time = useTicking((nowMs) => shortInstantText(other.at, nowMs, i18n.language))
  return (
    <li className={classes.other} data-other-draft={other.id}>
      <span className={classes.words}>
        <b>{t('composer.other.from', { time })}</b> <bdi title={other.text}>{other.text}</bdi>
      </span>
      <button
        type="button"
        onClick={() => {
          void others.take(other)
          onDone()
        }}
      >
        {t('composer.other.take')}
      </button>
      <button
        type="button"
        onClick={() => {
          others.remove(other)
          onDone()
        }}
      >
        {t('composer.other.remove')}
      </button>
    </li>
  )
}
