export {
  boundsOfMonth,
  dayInKorea,
  KOREA_ZONE,
  koreanFormat,
  momentInKorea,
  startOfDay,
  timeInKorea,
  wireDayInKorea,
} from './korea-time.ts';
