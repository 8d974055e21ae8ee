// Package preventionweb is the pages of prevention: the union's station (letters, visitors, activities, supervisors, the
// year), the employer's page (what waits for it, its check, its pledge, training, the ledger of what is to be put right), the
// organisations of enterprises (employers of their area, guidance), and the public list of pledges. It decides nothing.
// Read first: Routes.
package preventionweb
