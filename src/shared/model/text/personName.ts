import { impersonatesSystem, skeletonOf } from './systemImpersonation.ts'
import { hasVisibleText } from './visibleText.ts'

/** Marks that turn what stands beside a name, and signs that break or hide a line. Joiners stay: Persian names have them. */
const unfit = /[\p{Bidi_Control}\p{Cs}\u200B\u2060-\u2064\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

/** Returns a name as somebody's token gives it, on one line and without what turns or hides text; empty where nothing of it is seen. */
export function cleanName(name: string): string {
  const clean = name
    .replace(unfit, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return hasVisibleText(clean) ? clean : ''
}

/** Names that stand for the clinic's people, or for the program, rather than for one person. */
const ofStaff =
  /^(?:the |your )?(?:system|rounds|relay|server|support|help ?desk|admin|administrator|moderator|staff|clinic|hospital|practice|reception|care team|clinician|doctor|physician|nurse|pharmacist|emergency)(?: (?:message|team|desk|staff|support|service))?s?$/

const titles = /^(?:(?:dr|prof|professor|doctor|nurse|sister|med|mr|mrs|ms|herr|frau)\b[. ]*)+/

/** Returns a name as it looks, without titles: by it two names are compared that a reader could take for each other. */
function lookOf(name: string): string {
  return skeletonOf(name)
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim()
    .replace(titles, '')
}

/** Returns whether a name poses as the system: no person is called so. */
export function isNameOfSystem(name: string): boolean {
  return impersonatesSystem(`${name}:`) || /^rounds$/.test(lookOf(name))
}

/** Returns whether a patient's name would be taken for one of the clinic's people: by itself, or because one of `staff` looks the same. */
export function impersonatesStaff(name: string, staff: readonly string[]): boolean {
  const look = lookOf(name)
  const plain = skeletonOf(name)
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim()
  return ofStaff.test(plain) || look === '' || staff.some((one) => lookOf(one) === look)
}
