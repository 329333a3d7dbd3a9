import type { PatientScript } from '../../patientScript.ts'

export const ivanPetrov: PatientScript = {
  slug: 'ivan-petrov',
  patient: { name: 'Иван Петров', birthDate: '1958-10-03', sex: 'male', mrn: '142209' },
  kind: 'visit',
  temperament: 'slow',
  opening: ['Здравствуйте. Колено болит.', 'Правое.'],
  answers: {
    onset: ['Месяц. После дачи сильнее.'],
    severity: ['По лестнице больно. Сидя нормально.'],
    medicines: ['Диклофенак, мазь.'],
    allergies: ['Нет.'],
    fever: ['Нет.'],
    breathing: ['Нормально.'],
    history: ['Мениск, 1998 год, операция.'],
    other: ['Не знаю.', 'Бывает.', 'Да.'],
  },
  followUps: ['Утром не разгибается.', 'Щёлкает.', 'Рентген делал, старый, 2016.'],
  updates: ['Прошёл {300..900} метров. Терпимо.', 'Болит на {3..6} из десяти.', 'Намазал.'],
  impatience: ['Доктор?'],
  thanks: ['Спасибо.', 'Понял. Спасибо.'],
}
