import { type Programs, products } from '../support/console/relayWithConsole.ts'

/** Defects that a run must find, each as programs that are the product but for that one thing. */
export const plants: Readonly<
  Record<string, { readonly defect: string; readonly shownBy: 'kills' | 'ranges'; readonly programs: Programs }>
> = {
  acknowledgeBeforeCommit: {
    defect: 'acknowledge before commit',
    shownBy: 'kills',
    programs: { ...products, relay: 'tests/faults/planted/acknowledgeBeforeCommit.ts' },
  },
  newIdOnRetry: {
    defect: 'new id on retry',
    shownBy: 'kills',
    programs: { ...products, host: 'tests/faults/planted/newIdOnRetry.ts' },
  },
  joinOverHole: {
    defect: 'two ranges joined over a hole',
    shownBy: 'ranges',
    programs: { ...products, host: 'tests/faults/planted/joinOverHole.ts' },
  },
  markOverHole: {
    defect: 'a watermark moved over a hole',
    shownBy: 'ranges',
    programs: { ...products, host: 'tests/faults/planted/markOverHole.ts' },
  },
}
