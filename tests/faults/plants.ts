import { type Programs, products } from '../support/console/relayWithConsole.ts'

/** Defects that a run must find, each as programs that are the product but for that one thing. */
export const plants: Readonly<Record<string, { readonly defect: string; readonly programs: Programs }>> = {
  acknowledgeBeforeCommit: {
    defect: 'acknowledge before commit',
    programs: { ...products, relay: 'tests/faults/planted/acknowledgeBeforeCommit.ts' },
  },
  newIdOnRetry: {
    defect: 'new id on retry',
    programs: { ...products, host: 'tests/faults/planted/newIdOnRetry.ts' },
  },
}
