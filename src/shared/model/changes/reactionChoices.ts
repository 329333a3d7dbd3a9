/** Reactions that are offered, in the order of their keys: 1 to 8. */
export const reactionChoices = ['👍', '❤️', '🙏', '👀', '✅', '❓', '😊', '😢'] as const
