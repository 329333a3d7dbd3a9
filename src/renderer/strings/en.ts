import { type ActionId, actionTable } from '../../shared/model/actions/actionTable.ts'
import { account } from './account.ts'
import { composer } from './composer.ts'
import { conversation } from './conversation.ts'
import { flags } from './flags.ts'
import { jump } from './jump.ts'
import { later } from './later.ts'
import { lifecycle } from './lifecycle.ts'
import { link } from './link.ts'
import { message } from './message.ts'
import { outbox, unsent } from './outbox.ts'
import { patient } from './patient.ts'
import { record } from './record.ts'
import { search } from './search.ts'
import { sessions } from './sessions.ts'
import { tabs } from './tabs.ts'

/** Names of the actions, as the table has them. */
const action = Object.fromEntries(actionTable.map(({ id, name }) => [id, name])) as Record<ActionId, string>

/** Every word on the screen, in English. Plural forms end in `_one` and `_other`. */
export const en = {
  app: {
    title: 'Rounds',
    titleOwed: '({{count}}) Rounds',
    close: 'Close',
    cancel: 'Cancel',
    reading: 'Opening the console',
    cannotRead: 'The console does not answer',
  },
  time: {
    hours: '{{count}} h {{minutes}}',
    days_one: '{{count}} day',
    days_other: '{{count}} days',
  },
  role: {
    patient: 'Patient',
    clinician: 'Clinician',
    support: 'Support',
    admin: 'Administrator',
  },
  presence: {
    online: 'Online',
    away: 'Away',
    busy: 'Busy',
    in_call: 'In a call',
    offline: 'Offline',
    menu: 'Your availability: {{status}}',
    own: {
      online: 'Available',
      away: 'Away',
      busy: 'Busy',
      in_call: 'In a call',
      offline: 'Offline',
    },
  },
  account,
  appearance: {
    title: 'Appearance',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
  },
  search,
  sessions,
  flags,
  tabs,
  empty: {
    nobodyWaits: 'Nobody waits for a reply.',
    longest: 'Has waited longest',
    first: 'Needs an answer first',
    asFarAsKnown: 'As far as this workstation knows: nothing is heard of the relay.',
    enter: 'Enter',
    hint: '{{key}} finds any patient or action',
  },
  jump,
  later,
  action,
  lifecycle,
  link,
  patient,
  record,
  conversation,
  message,
  composer,
  outbox,
  unsent,
}
