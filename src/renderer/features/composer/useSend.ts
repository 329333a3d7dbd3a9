import type { RefObject } from 'react'
import type { EntryId } from '../../../shared/model/ids.ts'
import { judgeSize, type TextSize, textGivenBack } from './sendRules.ts'
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
  readonly replyTo: EntryId | null
  readonly onReplyDone: (() => void) | undefined
  readonly fits: (size: TextSize) => boolean
}

/** The ways in which a text leaves its composer. What is refused comes back to it. */
export function useSend(parts: SendParts) {
  const { area, draft, latestText, typing, sending, hold, replyTo, onReplyDone, fits } = parts

  /** The text at this key, which may not have been drawn yet. */
  const written = () => area.current?.value ?? draft.text

  const hand = async (sent: string): Promise<boolean> => {
    typing.stop()
    const taken = draft.take()
    latestText.current = ''
    hold.changed('')
    onReplyDone?.()
    if (await sending.send(sent, replyTo, taken)) {
      draft.released(taken)
      return true
    }
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
      return fits(judgeSize(sent)) && !hold.holds(sent) ? await hand(sent) : false
    },
    /** Sends it though there is a doubt, which its writer has answered. */
    sendHeld: (): void => {
      hold.release()
      const sent = written()
      if (fits(judgeSize(sent))) void hand(sent)
    },
  }
}
