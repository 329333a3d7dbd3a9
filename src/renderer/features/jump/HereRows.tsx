import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundEntry } from '../../../shared/ipc/session.ts'
import { useReadConsole } from '../../state/ConsoleContext.tsx'
import type { Searched } from '../../state/finding/useSearched.ts'
import type { Landing } from '../../state/landing.ts'
import { RowMark } from './RowMark.tsx'

interface HereGroupParts {
  readonly searched: Searched
  readonly mostRows: number
  readonly onOpenAt: (landing: Landing) => void
}

/** Group of what was said, with the messages that are its rows. */
interface HereGroup extends SpotlightActionGroupData {
  readonly entries: readonly FoundEntry[]
}

/** Returns the rows of what was said and is on this workstation, the newest first, each with its patient. */
export function useHereGroup({ searched, mostRows, onOpenAt }: HereGroupParts): HereGroup {
  const { t, i18n } = useTranslation()
  const readConsole = useReadConsole()
  const { pages, isStale } = searched
  return useMemo(() => {
    const date = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', year: 'numeric' })
    const { hues, labels } = readConsole()
    const entries = pages[0]?.slice(0, mostRows) ?? []
    return { group: t('jump.here'), actions: entries.map(toRow), entries }

    function toRow({ sessionId, thread, seq, at, senderName, excerpt }: FoundEntry): SpotlightActionData {
      const patient = labels.get(sessionId)?.name ?? sessionId
      const said = t(`jump.said.${thread}`, { name: senderName, date: date.format(at) })
      return {
        id: `here:${sessionId} ${thread} ${seq}`,
        label: excerpt,
        description: t('jump.hereFacts', { patient, said }),
        leftSection: <RowMark name={patient} hue={hues.open.get(sessionId)} />,
        dimmedSections: false,
        // What stands here while another text is looked for is not what was asked for.
        closeSpotlightOnTrigger: !isStale,
        onClick: () => {
          if (!isStale) onOpenAt({ sessionId, thread, seq, takesFocus: false })
        },
      }
    }
  }, [pages, isStale, mostRows, onOpenAt, readConsole, t, i18n])
}
