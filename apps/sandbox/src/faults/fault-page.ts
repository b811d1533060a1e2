/** Pages that a proxy or a platform under maintenance sends where a program expects JSON. */
export const FAULT_PAGES = {
  login: {
    status: 200,
    html: '<!DOCTYPE html><html lang="fr"><head><title>Connexion</title></head><body><h1>Identifiez-vous</h1><form method="post"><input name="username"><input name="password" type="password"></form></body></html>',
  },
  maintenance: {
    status: 503,
    html: '<!DOCTYPE html><html lang="fr"><head><title>Maintenance</title></head><body><h1>Service en maintenance</h1><p>Revenez plus tard.</p></body></html>',
  },
} as const;
