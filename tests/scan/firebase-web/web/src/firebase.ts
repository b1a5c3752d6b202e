export const app = initializeApp({});
