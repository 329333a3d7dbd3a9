import type { PatientScript } from '../../patientScript.ts'

export const hanaSuzuki: PatientScript = {
  slug: 'hana-suzuki',
  patient: { name: '鈴木 花', birthDate: '1988-12-24', sex: 'female', mrn: '390071' },
  kind: 'visit',
  temperament: 'calm',
  opening: ['お世話になっております。鈴木と申します。', '二日前から右の耳が痛く、少し聞こえにくいです。'],
  answers: {
    onset: ['一昨日の夜からです。風邪のあとに始まりました。'],
    severity: ['ズキズキして、十段階で六くらいです。'],
    medicines: ['市販のロキソニンを一日二回飲んでいます。'],
    allergies: ['セフェム系の抗生物質で蕁麻疹が出たことがあります。'],
    fever: ['昨夜は37.8度、今朝は37.1度でした。'],
    breathing: ['咳は少しありますが、息苦しさはありません。'],
    history: ['子どもの頃、中耳炎を何度かしました。'],
    other: ['はい、そうだと思います。', 'いいえ、ありません。', 'よくわかりません、申し訳ありません。'],
  },
  followUps: [
    '来週、飛行機に乗る予定があります。大丈夫でしょうか。',
    '耳だれは今のところありません。',
    '英語でも大丈夫です。',
  ],
  updates: ['今の体温は{36.8..37.9}度です。', '痛みは今{3..6}くらいです。', '薬を飲んで{20..50}分たちました。'],
  impatience: ['お忙しいところ恐れ入りますが、ご確認いただけますでしょうか。'],
  thanks: ['ありがとうございます。助かりました。', 'よろしくお願いいたします。'],
}
