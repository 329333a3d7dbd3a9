/** Functions that are longer than 80 lines. The list only shrinks. */
export const longStillToDo: readonly string[] = [
  'ComposerForm',
  'ConsoleScreen',
  'ConversationList',
  'UnsentMessage',
  'createComposer',
  'createConsoleStore',
  'createConversation',
  'createMessageList',
  'createOutbox',
  'createUploader',
  'createWebsocketTransport',
  'showVisit',
  'useConversationScroll',
]

/** Folders that have more than 20 files. The list only shrinks. */
export const fullStillToDo: readonly string[] = []

/** Names that have a word which nobody searches for. The list only shrinks. */
export const namesStillToDo: readonly string[] = [
  'Lane',
  'ScreenDeeds',
  'SecondLine',
  'UnreadMark',
  'cancelReadAgain',
  'createLane',
  'deeds',
  'lane',
  'readAgain',
  'readAgainMs',
  'says',
  'secondLine',
  'stay',
  'tell',
  'tellSeen',
  'told',
]
