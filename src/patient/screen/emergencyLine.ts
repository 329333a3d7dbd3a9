import type { PageSettings } from '../../shared/protocol/settings/pageSettings.ts'
import { strings } from '../strings.ts'
import { element } from './element.ts'

/** Numbers to call when it cannot wait: those that the clinic has set, or general words. */
export type Phones = Pick<PageSettings, 'emergencyPhone' | 'clinicPhone'>

/** Creates the line that says what to do in an emergency, and whom else to call. */
export function emergencyLine({ emergencyPhone, clinicPhone }: Phones): HTMLElement {
  const emergency =
    emergencyPhone === undefined ? [strings.emergency] : [strings.emergencyCall, ' ', callLink(emergencyPhone), '.']
  const clinic = clinicPhone === undefined ? [] : [` ${strings.clinicCall} `, callLink(clinicPhone), '.']
  return element('p', { class: 'emergency' }, ...emergency, ...clinic)
}

function callLink(phone: string): HTMLAnchorElement {
  return element('a', { href: `tel:${phone.replaceAll(/[^+\d]/g, '')}` }, phone)
}
