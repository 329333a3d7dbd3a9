import { strings } from '../strings.ts'
import { element } from './element.ts'
import { emergencyLine, type Phones } from './emergencyLine.ts'

/**
 * Asks for the patient's date of birth. `answered` is given it as YYYY-MM-DD, and resolves with how often one may still try; with
 * undefined when something else is shown from then on.
 */
export function askScreen(phones: Phones, answered: (birthDate: string) => Promise<number | undefined>): HTMLElement {
  const { ask } = strings
  const day = numberField('day', 2)
  const month = numberField('month', 2)
  const year = numberField('year', 4)
  const problem = element('p', { id: 'ask-problem', class: 'problem', role: 'alert' })
  const hint = element('p', { id: 'ask-hint', class: 'hint' }, ask.hint)
  const fields = [day, month, year].map(({ label, field }) => element('div', {}, label, field))
  const form = element(
    'form',
    { novalidate: true },
    element(
      'fieldset',
      { 'aria-describedby': 'ask-hint ask-problem' },
      element('legend', {}, ask.legend),
      hint,
      element('div', { class: 'date' }, ...fields),
    ),
    problem,
    element('button', { type: 'submit' }, ask.open),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const birthDate = dateOf(year.field.value, month.field.value, day.field.value)
    if (birthDate === undefined) {
      problem.textContent = ask.noDate
      return
    }
    answered(birthDate).then(
      (left) => {
        if (left !== undefined) problem.textContent = ask.wrong(left)
      },
      () => {
        problem.textContent = strings.openingUnkept
      },
    )
  })
  return element(
    'main',
    { class: 'end', 'data-ask': 'birthDate' },
    element('h1', {}, ask.title),
    element('p', {}, ask.text),
    form,
    emergencyLine(phones),
  )
}

function numberField(name: 'day' | 'month' | 'year', figures: number) {
  const id = `birth-${name}`
  const field = element('input', {
    id,
    name,
    inputmode: 'numeric',
    autocomplete: 'off',
    maxlength: figures,
    size: figures,
  })
  return { field, label: element('label', { for: id }, strings.ask[name]) }
}

function dateOf(year: string, month: string, day: string): string | undefined {
  const parts = [year, month, day].map((part) => part.trim())
  if (!/^\d{4} \d{1,2} \d{1,2}$/.test(parts.join(' '))) return undefined
  return parts.map((part) => part.padStart(2, '0')).join('-')
}
