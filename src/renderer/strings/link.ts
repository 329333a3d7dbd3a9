/** The connection to the relay, and the console behind the page. */
export const link = {
  strip: 'Connection',
  mode: {
    live: 'Live',
    catchingUp: 'Catching up',
    polling: 'Polling: no live connection',
    connecting: 'Connecting',
    offline: 'Offline',
    silent: 'The relay does not answer',
    stopped: 'Console stopped',
  },
  silentFor: 'no answer for {{count}} s',
  stopped:
    'Console stopped: nothing is received or sent. Start its program again; if this page does not come back then, open the link that it shows.',
  strangerAnswers:
    'Another program answers in the place of your console: nothing is received or sent. Do not reload this page. Open the link that the console shows.',
  since: 'since {{time}}',
  acknowledgedSeconds: 'last acknowledged {{count}} s ago',
  acknowledgedMinutes: 'last acknowledged {{count}} min ago',
  neverAcknowledged: 'nothing acknowledged yet',
  clock: {
    ahead: 'This workstation’s clock is {{by}} ahead. Have it set right.',
    behind: 'This workstation’s clock is {{by}} behind. Have it set right.',
    why: 'Waits and times on this screen go by the relay’s clock and are right.',
    seconds: '{{count}} s',
    minutes: '{{count}} min',
    hours: '{{count}} h',
    days_one: '{{count}} day',
    days_other: '{{count}} days',
  },
  unsent: '{{count}} unsent',
  refused: '{{count}} refused',
  sessions_one: '{{count}} session',
  sessions_other: '{{count}} sessions',
  owed: '{{count}} owed a reply',
  longest: 'longest',
}
