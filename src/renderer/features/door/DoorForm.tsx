import { Button, Group } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type SessionKind, sessionKindSchema } from '../../../shared/model/session.ts'
import { foldText } from '../../../shared/model/text/foldedText.ts'
import { useReadConsole } from '../../state/ConsoleContext.tsx'
import { recordFacts } from '../../state/patients/patientFacts.ts'
import classes from './Door.module.css'
import type { DoorProblem, TypedPatient } from './door.ts'

/** Longest that the relay takes, in UTF-16 units. */
const mostName = 200
const mostMrn = 64

interface DoorFormProps {
  readonly typed: TypedPatient
  readonly problem: DoorProblem | null
  readonly isAsking: boolean
  readonly onType: (change: Partial<TypedPatient>) => void
  readonly onMake: (hasBadDate: boolean) => void
  readonly onClose: () => void
}

/** Asks who is at the door. Enter in any line makes the session, once and not by a key that is held down; Escape leaves, and what was typed stays. */
export function DoorForm({ typed, problem, isAsking, onType, onMake, onClose }: DoorFormProps) {
  const { t } = useTranslation()
  const date = useRef<HTMLInputElement>(null)
  const alike = useAlike(typed.name)
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onMake(date.current?.validity.badInput === true)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.repeat) event.preventDefault()
      }}
    >
      <label className={classes.field}>
        {t('door.name')}
        <input
          type="text"
          data-autofocus
          required
          dir="auto"
          autoComplete="off"
          spellCheck={false}
          maxLength={mostName}
          readOnly={isAsking}
          value={typed.name}
          onChange={({ currentTarget }) => onType({ name: currentTarget.value })}
        />
      </label>
      <p className={classes.alike}>{alike}</p>
      <div className={classes.pair}>
        <label className={classes.field}>
          {t('door.birthDate')}
          <input
            ref={date}
            type="date"
            min="1880-01-01"
            readOnly={isAsking}
            value={typed.birthDate}
            onChange={({ currentTarget }) => onType({ birthDate: currentTarget.value })}
          />
        </label>
        <label className={classes.field}>
          {t('door.mrn')}
          <input
            type="text"
            autoComplete="off"
            spellCheck={false}
            maxLength={mostMrn}
            readOnly={isAsking}
            value={typed.mrn}
            onChange={({ currentTarget }) => onType({ mrn: currentTarget.value })}
          />
        </label>
      </div>
      <Kinds chosen={typed.kind} onChoose={(kind) => onType({ kind })} />
      <p className={classes.problem} role="alert">
        {problem === null ? '' : problemText(t, problem)}
      </p>
      <Group justify="space-between" align="center" wrap="nowrap">
        <span className={classes.note} role="status">
          {isAsking ? t('lifecycle.asking') : t('door.onlyName')}
        </span>
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button type="submit" aria-disabled={isAsking}>
            {t('door.make')}
          </Button>
        </Group>
      </Group>
    </form>
  )
}

function Kinds({ chosen, onChoose }: { readonly chosen: SessionKind; readonly onChoose: (kind: SessionKind) => void }) {
  const { t } = useTranslation()
  return (
    <fieldset className={classes.kinds}>
      <legend>{t('door.kind')}</legend>
      {sessionKindSchema.options.map((kind) => (
        <label key={kind}>
          <input type="radio" name="kind" checked={chosen === kind} onChange={() => onChoose(kind)} />
          {t(`door.kindOf.${kind}`)}
        </label>
      ))}
    </fieldset>
  )
}

function problemText(t: TFunction, problem: DoorProblem): string {
  if (problem === 'noName' || problem === 'badDate') return t(`door.problem.${problem}`)
  const { kind, message } = problem
  const isUnreached = kind === 'offline' || kind === 'timeout' || kind === 'unavailable'
  return isUnreached
    ? t('door.problem.needsRelay', { reason: message })
    : t('door.problem.refused', { reason: message })
}

/** Returns who of the same name is here already, in words; empty where nobody is. */
function useAlike(typedName: string): string {
  const { t } = useTranslation()
  const readConsole = useReadConsole()
  const folded = foldText(typedName)
  if (folded === '') return ''
  const { labels, sessions } = readConsole()
  const same = [...labels].find(([, label]) => label.folded === folded)
  if (!same) return ''
  const [id, { name }] = same
  const facts = recordFacts(t, sessions.get(id)?.patient ?? {})
  return t('door.alike', { name: facts.length === 0 ? name : `${name}, ${facts.join(', ')}` })
}
