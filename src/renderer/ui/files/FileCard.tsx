import { FileText, Image, Mic } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './FileCard.module.css'
import { bytesText, endingText, type FileKind } from './fileFacts.ts'

interface FileCardProps {
  readonly name: string
  readonly bytes: number
  readonly kind: FileKind
  /** Words on it now, in the place of its size; null: nothing. */
  readonly said: string | null
  /** Whether that is bad news. */
  readonly isAlarm?: boolean
  /** Buttons of what can be done with it. */
  readonly children?: ReactNode
}

/** A file as its name, its kind and its size, always as high. */
export function FileCard({ name, bytes, kind, said, isAlarm = false, children }: FileCardProps) {
  const { i18n } = useTranslation()
  const Icon = kind === 'picture' ? Image : kind === 'recording' ? Mic : FileText
  const facts = [endingText(name), bytesText(bytes, i18n.language)].filter((fact) => fact !== '').join(' · ')
  return (
    <div className={classes.card} data-testid="file">
      <Icon className={classes.icon} size={20} aria-hidden="true" />
      <span className={classes.words}>
        <bdi className={classes.name} title={name}>
          {name}
        </bdi>
        <span className={classes.facts} data-alarm={isAlarm} title={said ?? facts} role={isAlarm ? 'alert' : undefined}>
          {said ?? facts}
        </span>
      </span>
      {children}
    </div>
  )
}

interface FileButtonProps {
  readonly label: string
  readonly word: string
  readonly tabIndex: number
  readonly onPress: () => void
}

/** Something that can be done with a file. `label` names the file as well. */
export function FileButton({ label, word, tabIndex, onPress }: FileButtonProps) {
  return (
    <button
      type="button"
      className={classes.button}
      aria-label={label}
      title={label}
      tabIndex={tabIndex}
      onClick={onPress}
    >
      {word}
    </button>
  )
}
