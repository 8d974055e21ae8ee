// Package channel is an employer's internal channel (内部沟通渠道): reception days, 恳谈会, hotline, e-mail, suggestion box and
// group on one public page with a QR code for the shop floor, grievances (职工诉求) that workers raise there by name or not
// shown by name until they consent, the clock within which the employer promised to answer, and the year's figures.
//
// A grievance belongs to the employer and the worker: no other organisation and no officer sees it. What is not solved leads
// on to a negotiation in the same dispute. It must not know pages. Read first: Open, Raise, AnswerIt, Report.
package channel
