import type { RefObject } from 'react'
import type { EntryId } from '../../../shared/model/ids.ts'
import { textGivenBack } from '../../../shared/model/text/textGivenBack.ts'
import type { DraftFiles } from './files/useAttaching.ts'
import type { useBlanks } from './replies/useBlanks.ts'
import type { TextSize } from './sendRules.ts'
import type { useDraft } from './useDraft.ts'
import type { Hold } from './useHold.ts'
import type { useSending } from './useSending.ts'
import type { useTypingNotice } from './useTypingNotice.ts'

interface SendParts {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly draft: ReturnType<typeof useDraft>
  /** The text as it is now, also where it is not drawn yet. */
  readonly latestText: RefObject<string>
  readonly typing: ReturnType<typeof useTypingNotice>
  readonly sending: ReturnType<typeof useSending>
  readonly hold: Hold
  readonly attached: DraftFiles
  readonly replyTo: EntryId | null
  readonly onReplyDone: (() => void) | undefined
  readonly judge: (text: string) => TextSize
  readonly fits: (size: TextSize) => boolean
  readonly blanks: Pick<ReturnType<typeof useBlanks>, 'settled' | 'goTo' | 'forget'>
}

/** The ways in which a text leaves its composer. What is refused comes back to it. */
export function useSend(parts: SendParts) {
  const { area, draft, latestText, typing, sending, hold, attached, replyTo, onReplyDone, judge, fits, blanks } = parts

  /** The text at this key, which may not have been drawn yet. */
  const written = () => blanks.settled(area.current?.value ?? draft.text)

  /** Returns whether a text may leave. Where a blank is open, that is where one writes on. */
  const isWhole = (sent: string): boolean => {
    const size = judge(sent)
    const [open] = size.kind === 'open' ? size.blanks : []
    if (open) blanks.goTo(sent, open)
    return fits(size)
  }

  const hand = async (sent: string): Promise<boolean> => {
    typing.stop()
    blanks.forget()
    const taken = draft.take()
    const files = attached.take()
    latestText.current = ''
    hold.changed('')
    onReplyDone?.()
    if (await sending.send({ text: sent, replyTo, files, draft: taken })) {
      draft.released(taken)
      return true
    }
    attached.putBack(files)
    latestText.current = textGivenBack(sent, latestText.current)
    draft.setText(latestText.current)
    draft.flush()
    return false
  }

  return {
    written,
    /** Sends it, unless it is too long, nothing of it can be seen, or it is held. Resolves with whether the console has it. */
    send: async (): Promise<boolean> => {
      const sent = written()
      return isWhole(sent) && !hold.holds(sent) ? await hand(sent) : false
    },
    /** Sends it though there is a doubt, which its writer has answered. */
    sendHeld: (): void => {
      hold.release()
      const sent = written()
      if (isWhole(sent)) void hand(sent)
    },
  }
}
