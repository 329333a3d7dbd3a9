import type { PatientScript } from '../../patientScript.ts'

export const carmenVidal: PatientScript = {
  slug: 'carmen-vidal',
  patient: { name: 'Carmen Vidal Ríos', birthDate: '1969-07-16', sex: 'female', mrn: '233718' },
  kind: 'chat',
  temperament: 'talkative',
  opening: [
    'Buenos días doctora, soy Carmen, la diabética, como dice mi hijo jaja',
    'El azúcar lo tengo por las nubes desde el fin de semana, 287 en ayunas, y no he comido nada raro, bueno, un poco de tarta',
  ],
  answers: {
    onset: ['Desde el sábado, el cumpleaños de mi nieta, pero hoy ya es lunes y sigue alto'],
    severity: ['No me duele nada, solo mucha sed y que voy al baño cada hora'],
    medicines: [
      'Metformina 850 con el desayuno y la cena, y la insulina lenta por la noche, 18 unidades, esa no se me olvida nunca',
    ],
    allergies: ['Alergia al contraste ese de las radiografías, me puse colorada como un tomate'],
    fever: ['Fiebre no, 36,4'],
    breathing: ['Respiro bien, gracias a Dios'],
    history: ['Diabética desde 2009, y la tensión también. Mi madre igual'],
    other: ['Ay, pues no sé qué decirle, doctora', 'Puede ser, sí', 'Eso no, que yo sepa'],
  },
  followUps: [
    'Se me olvidó decirle que tengo una heridita en el pie que no cierra',
    '¿Puedo ponerme un poco más de insulina esta noche?',
    'Mi hijo dice que beba agua y no zumo',
  ],
  updates: [
    'Ahora mismo {214..291}, me acabo de pinchar',
    'He caminado {10..30} minutos y ha bajado a {190..240}',
    'He bebido {4..9} vasos de agua, no exagero',
  ],
  impatience: ['Doctora, ¿está ahí? Es que me preocupo', 'No quiero molestar, pero sigo aquí'],
  thanks: ['Muchísimas gracias doctora, es usted un sol', 'Gracias, así lo hago'],
}
