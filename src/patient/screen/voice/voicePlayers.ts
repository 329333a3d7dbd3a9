import { createOneAtATime, type OneAtATime } from '../../../media/voicePlayback.ts'
import type { FileLoader, ShownFile } from '../../files/fileLoader.ts'
import { createVoicePlayer, type VoicePlayer } from './voicePlayer.ts'

/** Players of recordings, of which one plays at a time. */
export interface VoicePlayers {
  /** Returns the player of a file: the same one each time, so that it plays on where its row is drawn anew. */
  readonly playerOf: (file: ShownFile, whenNear: (element: Element, task: () => void) => void) => HTMLElement
  /** Stops what plays: somebody speaks now. */
  readonly quiet: () => void
}

export function createVoicePlayers(files: FileLoader): VoicePlayers {
  const players = new Map<string, VoicePlayer>()
  const oneAtATime: OneAtATime = createOneAtATime()
  return {
    playerOf: (file, whenNear) => {
      const player = players.get(file.key) ?? createVoicePlayer({ file, files, oneAtATime })
      players.set(file.key, player)
      whenNear(player.root, player.load)
      return player.root
    },
    quiet: () => oneAtATime.begin({ pause: () => undefined }),
  }
}
