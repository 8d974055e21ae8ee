// Package channelweb is the pages of employers' internal channels: the public page behind the QR code where a worker raises a
// grievance, the five-minute opening for an employer without an account, the employer's desk (settings, poster, minutes, the
// year's report), and both sides' page of a grievance. Whoever was not shown by name stays so on every page of the employer.
// Read first: Routes.
package channelweb
