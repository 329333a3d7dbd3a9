import { strings } from '../strings.ts'
import { button, element } from './element.ts'

export interface LeaveDialog {
  readonly root: HTMLDialogElement
  readonly open: () => void
}

/** Asks whether the visit is to be left on this device, and explains what that means. `leave` rejects when nothing could be removed. */
export function createLeaveDialog(parts: {
  readonly countUnsent: () => number
  readonly leave: () => Promise<void>
}): LeaveDialog {
  const unsent = element('p', { class: 'problem' })
  const problem = element('p', { class: 'problem', role: 'alert' })
  const cancel = button(strings.cancelLeave, () => root.close())
  const leave = button(strings.leave, () => {
    problem.textContent = ''
    parts.leave().then(undefined, () => {
      problem.textContent = strings.leaveFailed
    })
  })
  const root = element(
    'dialog',
    { class: 'leave-dialog', 'aria-labelledby': 'leave-title', 'aria-describedby': 'leave-text' },
    element('h2', { id: 'leave-title' }, strings.leaveTitle),
    element('p', { id: 'leave-text' }, strings.leaveText),
    ...[unsent, problem],
    element('div', { class: 'choices' }, cancel, leave),
  )

  return {
    root,
    open: () => {
      const count = parts.countUnsent()
      unsent.textContent = count > 0 ? strings.leaveUnsent(count) : ''
      problem.textContent = ''
      root.showModal()
      cancel.focus()
    },
  }
}
